import '../../admin/static/stoa.css';
